import { Problem, type ProblemCode } from '../lib/errors.ts';

/** The mirror itself is damaged, as after a crash: it can be made again. */
export class DamagedMirror extends Problem {
  override readonly name = 'DamagedMirror';
}

/** The server does not hand out this object by its name. */
export class NotOffered extends Problem {
  override readonly name = 'NotOffered';
}

/** The mirror should have this object and has it not: pruned, or never fetched. */
export class MissingObject extends Problem {
  override readonly name = 'MissingObject';
}

interface Rule {
  readonly pattern: RegExp;
  readonly code: ProblemCode;
  readonly message: string;
  readonly hint?: string;
}

/** What git says in its C locale, most telling first. */
const rules: readonly Rule[] = [
  {
    pattern: /Authentication failed|could not read (?:Username|Password)|HTTP.* 401|terminal prompts disabled/i,
    code: 'Unauthorized',
    message: 'refuses the credentials, or needs some',
    hint: 'check the address and the credentials',
  },
  {
    pattern: /(?:error in libcrypto|invalid format|Load key)/i,
    code: 'Unauthorized',
    message: 'cannot be asked: the private key for ssh cannot be read',
  },
  {
    pattern: /Permission denied \(|HTTP.* 403|returned error: 403/i,
    code: 'Forbidden',
    message: 'may not be read with these credentials',
  },
  {
    pattern: /Host key verification failed/i,
    code: 'SourceUnavailable',
    message: 'has a host key that is not known',
    hint: 'add its host key to the known hosts',
  },
  {
    pattern:
      /repository .* not found|returned error: 404|does not appear to be a git repository|does not exist|No such file or directory/i,
    code: 'NotFound',
    message: 'is no Git repository, or none that may be seen',
    hint: 'check the URL',
  },
  {
    pattern: /Could not resolve host|Could not resolve hostname/i,
    code: 'SourceUnavailable',
    message: 'cannot be reached: the name does not resolve',
  },
  {
    pattern: /Connection refused|Failed to connect|Couldn't connect/i,
    code: 'SourceUnavailable',
    message: 'cannot be reached: connection refused',
  },
  {
    pattern: /timed out|Operation too slow/i,
    code: 'SourceUnavailable',
    message: 'cannot be reached: no answer in time',
  },
  {
    pattern:
      /invalid server response|not valid: is this a git repository|expected flush|protocol error|bad line length|bad band|unknown object format|unexpected (?:acknowledgment|line|disconnect)|remote end hung up|early EOF|invalid index-pack|bad pack header|pack (?:signature|has)|index-pack (?:failed|died)|fetch-pack: invalid|did not advertise|mismatched algorithms|malformed/i,
    code: 'SourceUnavailable',
    message: 'answers, but not as a Git server does',
    hint: 'check the URL, and what stands between',
  },
  {
    pattern: /returned error: 5\d\d|HTTP.* 5\d\d/i,
    code: 'SourceUnavailable',
    message: 'cannot answer now: its server has an error',
  },
  {
    pattern: /returned error: 30\d|redirect/i,
    code: 'SourceUnavailable',
    message: 'redirects to elsewhere, which is not followed',
    hint: 'write the URL it redirects to',
  },
  { pattern: /certificate|SSL/i, code: 'SourceUnavailable', message: 'has a certificate that is not trusted' },
  {
    pattern: /dubious ownership/i,
    code: 'SourceUnavailable',
    message: 'belongs to another user, and git does not read it',
  },
];

const damage =
  /not a git repository: '|\.lock': File exists|loose object|bad object|object file .* is empty|packfile .* (?:cannot|is far)|index file|corrupt|missing blob|missing tree|unable to read tree/i;
const notOffered =
  /not our ref|unadvertised object|upload-pack: not our ref|couldn't find remote ref|remote did not send all necessary objects/i;

export function gitProblem(stderr: string, about: string): Problem {
  if (notOffered.test(stderr)) return new NotOffered('NotFound', `${about} does not have it`);
  if (damage.test(stderr)) {
    return new DamagedMirror('SourceUnavailable', `the local copy of ${about} is damaged: ${lastLine(stderr)}`);
  }
  const rule = rules.find(({ pattern }) => pattern.test(stderr));
  if (rule) return new Problem(rule.code, `${about} ${rule.message}`, { hint: rule.hint });
  return new Problem('SourceUnavailable', `${about} cannot be read: ${lastLine(stderr)}`);
}

function lastLine(stderr: string): string {
  const lines = stderr.split('\n').map((line) => line.replace(/^(?:fatal|error|remote): /, '').trim());
  return lines.findLast((line) => line !== '')?.slice(0, 300) ?? 'git gave no reason';
}
