import { createPrivateKey, X509Certificate } from 'node:crypto';
import { dirname, resolve } from 'node:path';
import { readConfigFile } from './file.ts';
import { invalidKubeconfig } from './problem.ts';

/** A certificate together with its key, both PEM. */
export interface ClientCertificate {
  readonly cert: string;
  readonly key: string;
}

/** `xxx-data` (base64 inside the kubeconfig) wins over the path in `xxx`; a path is relative to its kubeconfig. */
export async function readMaterial(
  field: string,
  data: string | undefined,
  path: string | undefined,
  file: string,
  where: string,
): Promise<string | undefined> {
  if (data !== undefined) return decodeBase64(data, `${field}-data`, where);
  if (path === undefined) return undefined;
  return (await readConfigFile(resolve(dirname(file), path), `the file of ${field}`, where)).toString('latin1');
}

/** Node's decoder skips what it does not know; a kubeconfig cut in half must not pass for a certificate. */
function decodeBase64(text: string, field: string, where: string): string {
  const compact = text.replaceAll(/\s+/g, '');
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(compact) || compact.length % 4 === 1) {
    throw invalidKubeconfig(`${field} is not valid base64`, where, `write the PEM file into it with "base64 -w0"`);
  }
  return Buffer.from(compact, 'base64').toString('latin1');
}

/** Every certificate of a bundle must be readable: Node ignores a broken one silently and the failure shows up as "unknown authority". */
export function checkCertificates(pem: string, field: string, where: string): X509Certificate[] {
  const blocks =
    pem.match(/-----BEGIN (?:TRUSTED )?CERTIFICATE-----[^-]*-----END (?:TRUSTED )?CERTIFICATE-----/g) ?? [];
  if (blocks.length === 0) {
    throw invalidKubeconfig(`${field} holds no PEM certificate`, where, 'it must hold "-----BEGIN CERTIFICATE-----"');
  }
  return blocks.map((block) => {
    try {
      return new X509Certificate(block);
    } catch (error) {
      throw invalidKubeconfig(`${field} holds a certificate that cannot be decoded`, where, 'write it anew', error);
    }
  });
}

export function checkClientCertificate(pair: ClientCertificate, where: string): ClientCertificate {
  const [leaf] = checkCertificates(pair.cert, 'client-certificate', where);
  const key = readKey(pair.key, where);
  if (!leaf?.checkPrivateKey(key)) {
    throw invalidKubeconfig(
      'client-certificate and client-key do not belong together',
      where,
      'take both from the same place',
    );
  }
  return pair;
}

function readKey(pem: string, where: string): ReturnType<typeof createPrivateKey> {
  try {
    return createPrivateKey(pem);
  } catch (error) {
    const encrypted = pem.includes('ENCRYPTED') || (error as NodeJS.ErrnoException).code === 'ERR_MISSING_PASSPHRASE';
    if (encrypted) {
      throw invalidKubeconfig(
        'client-key is encrypted with a passphrase',
        where,
        'decrypt it, or use a token or an exec plugin',
      );
    }
    throw invalidKubeconfig(
      'client-key holds no readable PEM private key',
      where,
      'it must hold "-----BEGIN PRIVATE KEY-----" or its EC/RSA form',
    );
  }
}
