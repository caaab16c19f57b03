/**
 * Streams without a broker compiled to flat tables. A *wire* is one long-lived connection: a replica of the component
 * that connects (its *opener*) has one for each client that it stands for, and it leads to one replica of the other
 * component, the *server*. A wire carries one or more *streams*, ordered sequences of messages from the link's sender to
 * its receiver. The wires of a link stand in a row, and so do the streams of a wire.
 */
export interface WireNetwork {
  /** First wire and first stream of a link, -1 for other links; wires of a link; streams of each of its wires. */
  readonly wireStart: Int32Array;
  readonly streamStart: Int32Array;
  readonly wiresOf: Int32Array;
  readonly streamsPerWire: Int32Array;
  readonly wireCount: number;
  readonly wireLink: Int32Array;
  /** Station that opens the wire. */
  readonly wireOpener: Int32Array;
  readonly streamCount: number;
  readonly streamWire: Int32Array;
  /** 1 where the sender connects to the receiver, 0 where the receiver connects to the sender. */
  readonly opensAtSender: Int32Array;
  /** 1 for WebSockets. */
  readonly isSocket: Int32Array;
  /** First row of a link among the server replicas of all such links, -1 for other links; and how many rows there are. */
  readonly serverStart: Int32Array;
  readonly serverCount: number;
}
