import { loadAll, YAMLException, type LoadOptions } from 'js-yaml';
import { Problem } from '../errors.ts';
import { plainCopy } from './copy.ts';
import { InexactNumber } from './scalar.ts';
import { BadScalar, goSchema } from './schema.ts';
import { sentenceFor } from './sentences.ts';
import { trace, type Trace } from './trace.ts';

export interface YamlDocument {
  /** `null` for an empty document. Maps are plain objects that share nothing: aliases are expanded. */
  readonly value: unknown;
  /** 1-based line of the document's first content. */
  readonly line: number;
}

export interface YamlLimits {
  /** Of the text, in UTF-16 code units. */
  readonly length: number;
  readonly depth: number;
  /** Of the values after aliases are expanded, as `plainCopy` weighs them. */
  readonly expanded: number;
}

export const yamlLimits: YamlLimits = { length: 16 * 2 ** 20, depth: 200, expanded: 64 * 2 ** 20 };

/**
 * Every document of a YAML (or JSON) text, read as sigs.k8s.io/yaml reads it, with one difference: a key written beside
 * a merge (`<<`) wins wherever it stands, as the YAML specification and kustomize have it.
 * Duplicate keys, keys that are not scalars, infinities and numbers that cannot be kept exactly are Problems.
 * `file` is only said, never opened.
 */
export function parseDocuments(text: string, file: string, limits: YamlLimits = yamlLimits): YamlDocument[] {
  if (text.length > limits.length) {
    throw new Problem('LimitExceeded', `the YAML is larger than ${Math.round(limits.length / 2 ** 20)} MB`, {
      where: file,
    });
  }
  const followed = trace(text);
  const options: LoadOptions & { maxDepth: number } = {
    schema: goSchema,
    maxDepth: limits.depth,
    listener: followed.listener,
  };
  let values: unknown[];
  try {
    values = loadAll(text, null, options);
  } catch (error) {
    throw problemFrom(error, file, followed, text);
  }
  const mayHaveAliases = text.includes('*');
  return values.map((value, index) => {
    const line = followed.documents[index] ?? 1;
    if (!mayHaveAliases) return { value, line };
    try {
      return { value: plainCopy(value, limits.expanded), line };
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      throw new Problem(error.code, error.message, { where: `${file}:${line}` });
    }
  });
}

/** The only document of a text, undefined when it is empty; a second one is a Problem. */
export function parseDocument(text: string, file: string, limits?: YamlLimits): YamlDocument | undefined {
  const documents = parseDocuments(text, file, limits).filter(({ value }) => value !== null);
  const second = documents[1];
  if (second) {
    throw new Problem('InvalidInput', 'one document is expected here, a second one follows', {
      where: `${file}:${second.line}`,
    });
  }
  return documents[0];
}

function problemFrom(error: unknown, file: string, followed: Trace, text: string): unknown {
  if (error instanceof YAMLException) return problemAt(error, file, followed);
  const number = followed.line();
  const where = `${file}:${number}`;
  if (error instanceof InexactNumber) {
    return new Problem('InvalidInput', `the number ${error.message} cannot be kept exactly`, {
      where,
      hint: 'quote it if it is text',
    });
  }
  if (!(error instanceof BadScalar)) return error;
  return new Problem('InvalidInput', error.message, { where, hint: templateHint(text.split('\n')[number - 1] ?? '') });
}

function problemAt({ reason, mark }: YAMLException, file: string, followed: Trace): Problem {
  const { buffer } = mark;
  // A parser that ran off the end stands behind the last line break: say the last line that has text.
  let position = Math.min(mark.position, buffer.trimEnd().length);
  // Text without a colon swallows the lines below it and is noticed at the colon of the first that has one.
  if (reason.includes('multiline key')) {
    position = buffer.slice(0, buffer.lastIndexOf('\n', position) + 1).trimEnd().length;
  }
  const start = buffer.lastIndexOf('\n', position - 1) + 1;
  const line = buffer.slice(start, start + 200).split('\n', 1)[0] ?? '';
  const rest = buffer.slice(mark.position, mark.position + 200);
  const open = followed.innermost(buffer);
  const sentence = sentenceFor({ reason, rest, line, before: buffer.slice(start, position), open });
  const where = `${file}:${buffer.slice(0, position).split('\n').length}`;
  return new Problem(reason.includes('maxDepth') ? 'LimitExceeded' : 'InvalidInput', sentence, {
    where,
    hint: templateHint(line),
  });
}

/** Helm templates are the most common thing that looks like YAML and is not. */
function templateHint(line: string): string | undefined {
  return line.includes('{{') ? 'quote "{{", or render the files as a Helm chart' : undefined;
}
