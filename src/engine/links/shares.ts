/**
 * How a group shares out its partitions. Pure: `members` are those that take part, in order; the result is the member of
 * each partition.
 */

/** Neighbouring partitions together; the first members get one more when it does not come out even. */
export function rangeShares(partitions: number, members: readonly number[]): number[] {
  const each = Math.floor(partitions / members.length);
  const larger = partitions % members.length;
  return members.flatMap((member, i) => Array.from({ length: each + (i < larger ? 1 : 0) }, () => member));
}

/** In turn. */
export function roundRobinShares(partitions: number, members: readonly number[]): number[] {
  return Array.from({ length: partitions }, (_, partition) => members[partition % members.length]);
}

/** As even as can be, with as few changes as can be. `owners` tells who has each partition now; -1 for nobody. */
export function stickyShares(owners: readonly number[], members: readonly number[]): number[] {
  const room = roomOf(owners, members);
  const shares = owners.map((owner) => {
    const left = room.get(owner) ?? 0;
    if (left > 0) room.set(owner, left - 1);
    return left > 0 ? owner : -1;
  });
  const takers = members.flatMap((member) => Array.from({ length: room.get(member)! }, () => member));
  let next = 0;
  return shares.map((owner) => (owner === -1 ? takers[next++] : owner));
}

/** How many partitions each member gets: one more than the others for those that have most. */
function roomOf(owners: readonly number[], members: readonly number[]): Map<number, number> {
  const each = Math.floor(owners.length / members.length);
  const larger = owners.length % members.length;
  const held = (member: number): number => owners.filter((owner) => owner === member).length;
  const counts = new Map(members.map((member) => [member, held(member)]));
  const byHeld = members.toSorted((a, b) => counts.get(b)! - counts.get(a)! || members.indexOf(a) - members.indexOf(b));
  return new Map(byHeld.map((member, i) => [member, each + (i < larger ? 1 : 0)]));
}
