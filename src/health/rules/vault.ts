import type { GroupRules } from './rule.ts';

/** HashiCorp's Vault Secrets Operator. */
export const vault: GroupRules = {
  groups: ['secrets.hashicorp.com', 'redhatcop.redhat.io', 'ricoberger.de', 'koudingspawn.de'],
  rules: [
    {
      kinds: ['VaultStaticSecret', 'HCPVaultSecretsApp'],
      failed: "!present(object, 'status.secretMAC') || isNot(object, 'SecretSynced')",
      blank: 'Failed',
      current: "present(object, 'status.secretMAC')",
    },
    {
      kinds: ['VaultDynamicSecret', 'VaultPKISecret'],
      failed: "isNot(object, 'SecretSynced')",
      current:
        "present(object, 'status.secretLease.id') || present(object, 'status.serialNumber') || is(object, 'SecretSynced')",
    },
    {
      kinds: ['VaultAuth', 'VaultConnection', 'VaultAuthGlobal', 'HCPAuth', 'SecretTransformation'],
      failed: 'status.valid == false',
      current: 'status.valid == true',
    },
    {
      kinds: ['VaultSecret'],
      failed: "isNot(object, 'SecretCreated') || isNot(object, 'Ready')",
      otherwise: 'convention',
    },
    {
      kinds: ['*'],
      failed: "isNot(object, 'ReconcileSuccessful') || is(object, 'ReconcileFailed')",
      otherwise: 'convention',
    },
  ],
};
