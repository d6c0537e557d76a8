import type { GroupRules } from './rule.ts';

export const keycloak: GroupRules = {
  groups: ['k8s.keycloak.org', 'keycloak.org'],
  rules: [
    {
      kinds: ['Keycloak'],
      failed: "is(object, 'HasErrors')",
      inProgress: "is(object, 'RollingUpdate')",
      current: "is(object, 'Ready') || flag(object, 'status.ready')",
    },
    {
      kinds: ['KeycloakRealmImport'],
      failed: "is(object, 'HasErrors')",
      current: "is(object, 'Done')",
    },
    // The operator for versions before 20.
    {
      kinds: ['*'],
      failed: "text(object, 'status.phase') == 'failing'",
      current: "flag(object, 'status.ready')",
    },
  ],
};
