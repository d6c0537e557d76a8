import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { messageOf, Problem } from '../lib/errors.ts';
import type { Credential } from './credential.ts';
import { askHelper } from './helper.ts';
import { storedCredential, type StoredAuths } from './stored.ts';

export type CredentialSource = (registry: string, repository: string) => Promise<Credential | undefined>;

interface DockerConfig {
  readonly auths?: StoredAuths;
  readonly credHelpers?: Record<string, string>;
  readonly credsStore?: string;
}

/** The files where `docker login`, `helm registry login` and `podman login` leave credentials; the first that knows a registry is asked. */
export function credentialFiles(env: NodeJS.ProcessEnv): string[] {
  const home = env.HOME || homedir();
  return [
    join(env.DOCKER_CONFIG || join(home, '.docker'), 'config.json'),
    env.HELM_REGISTRY_CONFIG || join(env.XDG_CONFIG_HOME || join(home, '.config'), 'helm/registry/config.json'),
    env.REGISTRY_AUTH_FILE || join(env.XDG_RUNTIME_DIR || '/run', 'containers/auth.json'),
  ];
}

/** Credentials of whoever runs this process. Nothing is read before a registry asks for them. */
export function userCredentials(env: NodeJS.ProcessEnv = process.env): CredentialSource {
  return async (registry, repository) => {
    for (const file of credentialFiles(env)) {
      const config = await readConfig(file);
      const found = config && (await find(config, registry, repository, file));
      if (found) return found;
    }
    return undefined;
  };
}

/** The names one registry goes by in these files. Docker Hub has kept the one of its first version. */
function namesOf(registry: string): string[] {
  const hub = ['docker.io', 'index.docker.io', 'registry-1.docker.io'];
  const hosts = hub.includes(registry) ? [...hub, 'index.docker.io/v1'] : [registry];
  return hosts.flatMap((host) => [
    host,
    `https://${host}`,
    `https://${host}/`,
    `https://${host}/v1/`,
    `https://${host}/v2/`,
    `http://${host}`,
  ]);
}

async function find(
  config: DockerConfig,
  registry: string,
  repository: string,
  file: string,
): Promise<Credential | undefined> {
  const names = namesOf(registry);
  const helped = names.find((name) => config.credHelpers?.[name]);
  const helper = (helped && config.credHelpers?.[helped]) || config.credsStore;
  if (helper) {
    const stored = names.find((name) => config.auths?.[name]);
    const credential = await askHelper(helper, helped ?? stored ?? registry);
    if (credential) return credential;
  }
  return storedCredential(config.auths ?? {}, registry, repository, file);
}

/**
 * Credentials of an image pull Secret: the text of its `.dockerconfigjson`. A helper that it names is not run: whoever writes a
 * Secret does not choose programs. `where` stands for the text in messages.
 */
export function secretCredentials(text: string, where: string): CredentialSource {
  return async (registry, repository) =>
    storedCredential(parseConfig(text, where).auths ?? {}, registry, repository, where);
}

async function readConfig(file: string): Promise<DockerConfig | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  return text === undefined || text.trim() === '' ? undefined : parseConfig(text, file);
}

function parseConfig(text: string, where: string): DockerConfig {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    // The parser's message quotes the file, and the file holds passwords.
    const at = /position \d+/.exec(messageOf(error))?.[0];
    throw new Problem('Environment', `the registry credentials are not JSON${at ? ` at ${at}` : ''}`, { where });
  }
  if (typeof parsed === 'object' && parsed !== null) return parsed;
  throw new Problem('Environment', 'the registry credentials are no JSON object', { where });
}
