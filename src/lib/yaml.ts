export { decodeText } from './yaml/decode.ts';
export { parseDocument, parseDocuments, yamlLimits } from './yaml/parse.ts';
export type { YamlDocument, YamlLimits } from './yaml/parse.ts';
export { stringifyDocument, stringifyDocuments } from './yaml/stringify.ts';
