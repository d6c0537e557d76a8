export { decodeText } from './yaml/decode.ts';
export { parseDocument, parseDocuments, yamlLimits } from './yaml/parse.ts';
export type { YamlDocument } from './yaml/parse.ts';
export { stringifyDocuments } from './yaml/stringify.ts';
