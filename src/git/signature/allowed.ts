import { type SshKey, sshKey } from './ssh-key.ts';

/** One line of `allowed_signers` (ssh-keygen(1)) or of a `.pub` file. */
export interface AllowedSigner {
  readonly key: SshKey;
  /** Who it is: principals, or the comment of a public key. */
  readonly who: string;
  /** Whether it may sign commits and tags: `namespaces=` says nothing else. */
  readonly forGit: boolean;
  /** Seconds since the epoch. */
  readonly validAfter: number | undefined;
  readonly validBefore: number | undefined;
}

const keyType = String.raw`(?:sk-)?(?:ssh|ecdsa)-[\w@.-]+`;
const line = new RegExp(String.raw`^(?:(.*?)\s+)?(${keyType})\s+([A-Za-z0-9+/]+={0,2})(?:\s+(.*))?$`);

/** Lines that are no key, and those of certificate authorities, are left out. */
export function parseAllowedSigners(text: string): AllowedSigner[] {
  return text.split('\n').flatMap((raw) => {
    const [, before = '', , body = '', comment = ''] = line.exec(raw.trim()) ?? [];
    const key = raw.startsWith('#') || body === '' ? undefined : sshKey(Buffer.from(body, 'base64'));
    const [who = '', options = ''] = split(before);
    if (!key || /(?:^|,)cert-authority(?:,|$)/i.test(options)) return [];
    const namespaces = option(options, 'namespaces');
    return [
      {
        key,
        who: who.replaceAll('"', '') || comment || key.type,
        forGit:
          namespaces === undefined || namespaces.split(',').some((pattern) => pattern === 'git' || pattern === '*'),
        validAfter: secondsOf(option(options, 'valid-after')),
        validBefore: secondsOf(option(options, 'valid-before')),
      },
    ];
  });
}

/** Principals may be quoted, and then hold blanks. */
function split(before: string): string[] {
  const [, who = '', options = ''] = /^("[^"]*"|\S+)\s*(.*)$/.exec(before) ?? [];
  return [who, options];
}

function option(options: string, name: string): string | undefined {
  return new RegExp(`(?:^|,)${name}="?([^",]*(?:,[^",=]*)*)"?`, 'i').exec(options)?.[1];
}

/** YYYYMMDD[HHMM[SS]][Z]; without Z too it is UTC: the zone of a server is nobody's intention. What cannot be read is never valid. */
function secondsOf(text: string | undefined): number | undefined {
  const [, y, mo, d, h = '00', mi = '00', s = '00'] =
    /^(\d{4})(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d)?)?Z?$/.exec(text ?? '') ?? [];
  if (text === undefined) return undefined;
  return y === undefined ? Number.NaN : Date.parse(`${y}-${mo}-${d}T${h}:${mi}:${s}Z`) / 1_000;
}
