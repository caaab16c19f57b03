/** What is said about text from elsewhere. */
export const strings = {
  cannotOpen: 'This file cannot be opened',
  notADocument: 'This is not a Brownout document',
  mistakes: (count: number) => (count === 1 ? 'This document has a mistake' : `This document has ${count} mistakes`),
  cannotImport: {
    dockerCompose: 'This docker-compose file cannot be imported',
    aspireManifest: 'This Aspire manifest cannot be imported',
  },
  readerFailed: (fault: string) => `met a fault in this page's reader (${fault}), which is not the file's; nothing was changed`,
  tooLarge: (mebibytes: number) => `The file is larger than ${mebibytes} MiB, the most that is read.`,
  unknownFormat:
    'It is neither a Brownout document, nor a docker-compose file (with "services:"), nor an Aspire manifest (JSON with "resources").',
  problem: (message: string) => `The file ${message}.`,
  problemAt: (line: number, column: number, message: string) => `Line ${line}, column ${column}: the file ${message}.`,
} as const;
