/** Nothing of whoever runs this: no configuration, agent, key or known host of theirs, and no question asked. */
const options = [
  '-F/dev/null',
  '-oBatchMode=yes',
  '-oIdentitiesOnly=yes',
  '-oIdentityAgent=none',
  '-oPreferredAuthentications=publickey',
  '-oStrictHostKeyChecking=yes',
  '-oGlobalKnownHostsFile=/dev/null',
  '-oUpdateHostKeys=no',
  '-oControlPath=none',
  '-oConnectTimeout=20',
  '-oServerAliveInterval=15',
  '-oServerAliveCountMax=2',
];

/** The ssh that git runs: with one key and one list of hosts, which ssh takes as files only. */
export function sshCommand(identity: string, knownHosts: string): string {
  return `ssh ${options.join(' ')} -oUserKnownHostsFile='${knownHosts}' -i '${identity}'`;
}

/** Whether a private key asks for a passphrase: PEM says so, OpenSSH's own format names its cipher first. */
export function needsPassphrase(privateKey: string): boolean {
  if (/ENCRYPTED/.test(privateKey)) return true;
  const body = /-----BEGIN OPENSSH PRIVATE KEY-----([^-]*)-----END/.exec(privateKey)?.[1];
  if (body === undefined) return false;
  const bytes = Buffer.from(body, 'base64');
  const magic = 'openssh-key-v1\0';
  if (bytes.toString('latin1', 0, magic.length) !== magic || bytes.length < magic.length + 4) return false;
  const length = bytes.readUInt32BE(magic.length);
  return bytes.toString('latin1', magic.length + 4, magic.length + 4 + length) !== 'none';
}
