import { expect, test } from 'vitest';
import { DamagedMirror, gitProblem, NotOffered } from './failure.ts';

test.each([
  ["fatal: Authentication failed for 'https://h/x/'", 'Unauthorized', 'U refuses the credentials, or needs some'],
  [
    "fatal: could not read Username for 'https://h': terminal prompts disabled",
    'Unauthorized',
    'U refuses the credentials, or needs some',
  ],
  [
    "remote: Not Found\nfatal: repository 'https://h/x/' not found",
    'NotFound',
    'U is no Git repository, or none that may be seen',
  ],
  [
    "fatal: unable to access 'https://h/': Could not resolve host: h",
    'SourceUnavailable',
    'U cannot be reached: the name does not resolve',
  ],
  [
    'Host key verification failed.\nfatal: Could not read from remote repository.',
    'SourceUnavailable',
    'U has a host key that is not known',
  ],
  ['git@h: Permission denied (publickey).', 'Forbidden', 'U may not be read with these credentials'],
  [
    "fatal: unable to access 'https://h/': SSL certificate problem: self-signed certificate",
    'SourceUnavailable',
    'U has a certificate that is not trusted',
  ],
  ['fatal: something new\n', 'SourceUnavailable', 'U cannot be read: something new'],
  ['', 'SourceUnavailable', 'U cannot be read: git gave no reason'],
])('%j is told in words', (stderr, code, message) => {
  expect(gitProblem(stderr, 'U')).toMatchObject({ code, message });
});

test('what can be mended is told apart', () => {
  expect(gitProblem("fatal: Unable to create '/c/shallow.lock': File exists.", 'U')).toBeInstanceOf(DamagedMirror);
  expect(gitProblem('fatal: remote error: upload-pack: not our ref 00', 'U')).toBeInstanceOf(NotOffered);
});
