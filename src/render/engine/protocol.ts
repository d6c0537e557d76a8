/** What is said to the engine and what it answers; `engine/protocol.go` is the other side. */

export interface EngineFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

export interface EngineCapabilities {
  readonly kubeVersion: string;
  readonly apiVersions: readonly string[];
}

export interface LookupQuery {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

export type EngineRequest =
  | { readonly op: 'ignore'; readonly ignore: { readonly rules: string; readonly paths: readonly string[] } }
  | { readonly op: 'helm'; readonly helm: HelmRequest }
  | {
      readonly op: 'kustomize';
      readonly kustomize: { readonly path: string; readonly capabilities: EngineCapabilities };
    };

export interface HelmRequest {
  readonly chart: string;
  readonly release: string;
  readonly namespace: string;
  readonly values: readonly Record<string, unknown>[];
  readonly set: readonly string[];
  readonly includeCrds: boolean;
  readonly isUpgrade: boolean;
  readonly revision: number;
  readonly capabilities: EngineCapabilities;
  /** `object` null: asked of the cluster, and there is none. */
  readonly lookups: readonly (LookupQuery & { readonly object: unknown })[];
}

export interface EngineFailure {
  readonly kind: 'input' | 'render' | 'limit' | 'defect';
  readonly message: string;
  readonly file?: string;
  readonly line?: number;
  readonly hint?: string;
}

export interface EngineOrigin {
  readonly file: string;
  readonly line?: number;
  readonly index: number;
  readonly hook?: boolean;
}

export interface EngineAnswer {
  /** One for each object, in the same order. */
  readonly origins: readonly EngineOrigin[];
  readonly objects: readonly unknown[];
  readonly notes?: string;
  readonly chart?: { readonly name: string; readonly version: string; readonly appVersion?: string };
  readonly reads: readonly string[];
  /** Paths that were looked for among the files in vain. */
  readonly missing: readonly string[];
  /** Questions of `lookup` that the request did not answer. */
  readonly lookups: readonly LookupQuery[];
  /** Template functions that give something else each time: `genCA`, `now`. */
  readonly draws: readonly string[];
  readonly warnings: readonly string[];
  readonly kept: readonly string[];
  readonly error?: EngineFailure;
}

export function encodeRequest(
  request: EngineRequest,
  files: readonly EngineFile[],
  outputBytes: number,
): Uint8Array<ArrayBuffer> {
  let offset = 0;
  const spans = files.map(({ path, bytes }) => {
    const span = { path, offset, length: bytes.length };
    offset += bytes.length;
    return span;
  });
  const header = Buffer.from(JSON.stringify({ ...request, files: spans, outputBytes }, exactNumbers));
  const message = new Uint8Array(4 + header.length + offset);
  new DataView(message.buffer).setUint32(0, header.length, true);
  message.set(header, 4);
  let at = 4 + header.length;
  for (const { bytes } of files) {
    message.set(bytes, at);
    at += bytes.length;
  }
  return message;
}

/** Values may hold integers that only a BigInt keeps. */
function exactNumbers(_key: string, value: unknown): unknown {
  if (typeof value !== 'bigint') return value;
  const raw = (JSON as { rawJSON?: (text: string) => unknown }).rawJSON;
  return raw ? raw(String(value)) : Number(value);
}

export function decodeAnswer(message: Uint8Array): EngineAnswer {
  const bytes = Buffer.from(message.buffer, message.byteOffset, message.byteLength);
  const end = 4 + bytes.readUInt32LE(0);
  const header = JSON.parse(bytes.toString('utf8', 4, end)) as Partial<EngineAnswer>;
  return {
    ...header,
    objects: JSON.parse(bytes.toString('utf8', end)) as unknown[],
    origins: header.origins ?? [],
    reads: header.reads ?? [],
    missing: header.missing ?? [],
    lookups: header.lookups ?? [],
    draws: header.draws ?? [],
    warnings: header.warnings ?? [],
    kept: header.kept ?? [],
  };
}
