/** The compiled path as WebAssembly in base64. The build puts it here, made of what stands in `assembly`; as this file stands
 *  there is none, and the engine does everything in TypeScript. */
export const PROGRAM: string = '';
