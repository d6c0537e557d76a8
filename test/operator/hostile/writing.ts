/** Attempts to write what belongs to others, or to gain rights. */
import { configMap } from '../../push/objects.ts';
import { chart } from './bombs.ts';
import { type Case, ofVictim, plain } from './case.ts';
import { hostile, victim } from './stage.ts';

export const others: readonly Case[] = [
  {
    what: 'an object of another namespace',
    name: 'far',
    files: ofVictim('far'),
    told: /namespace team-a is not allowed by Tenant team-b/,
  },
  {
    what: 'an object that an App of another namespace has',
    name: 'takeover',
    files: ofVictim('takeover', 'prices'),
    told: /ConfigMap team-a\/prices.*namespace team-a is not allowed by Tenant team-b/,
  },
  {
    what: 'another namespace as destination',
    name: 'destination',
    files: plain('destination'),
    spec: { destination: { namespace: victim } },
    told: /destination team-a is not allowed by Tenant team-b/,
  },
  {
    what: 'an account that the Tenant does not allow',
    name: 'account',
    files: plain('account'),
    spec: { serviceAccountName: 'default' },
    told: /has no App act as ServiceAccount default/,
    atTheDoor: true,
  },
  {
    what: 'an account with more rights that the operator may not act as',
    name: 'robot',
    files: plain('robot'),
    spec: { serviceAccountName: 'robot' },
    told: /cannot impersonate/,
  },
  {
    what: 'an App of another namespace as what it depends on',
    name: 'depends',
    files: plain('depends'),
    spec: { dependsOn: [{ name: 'shop', namespace: victim }] },
    told: /apps\.tug\.dev "shop" is forbidden/,
  },
  {
    what: 'an object that another App has',
    name: 'member',
    files: { 'member/a.yaml': configMap('owned', { a: 'stolen' }) },
    told: /ConfigMap team-b\/owned: .*another App/,
  },
  {
    what: 'the label of another App',
    name: 'label',
    files: {
      'label/a.yaml': configMap(
        'label',
        { a: 'b' },
        `, namespace: ${victim}, labels: {applyset.kubernetes.io/part-of: SHOP-ID}`,
      ),
    },
    told: /namespace team-a is not allowed by Tenant team-b/,
  },
  { what: 'a ledger of its own making', name: 'shop', files: plain('shop'), told: /team-a|forbidden/ },
];

export const rights: readonly Case[] = [
  {
    what: 'a binding to cluster-admin',
    name: 'binding',
    files: chart(
      'binding',
      `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: mallory-rules}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}
subjects: [{kind: ServiceAccount, name: tug-deployer, namespace: ${hostile}}]
`,
    ),
    told: /without a namespace are not allowed by Tenant team-b/,
  },
  {
    what: 'cluster-admin in its own namespace',
    name: 'rolebinding',
    files: chart(
      'rolebinding',
      `apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: mallory-rules}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}
subjects: [{kind: User, name: mallory}]
`,
    ),
    told: /not currently held|forbidden/,
  },
  {
    what: 'a Tenant that widens its rights',
    name: 'tenant',
    files: chart(
      'tenant',
      `apiVersion: tug.dev/v1alpha1
kind: Tenant
metadata: {name: ${hostile}}
spec: {namespaces: ["*"], clusterObjects: true}
`,
    ),
    told: /without a namespace are not allowed by Tenant team-b/,
  },
  {
    what: 'an App that acts as another account',
    name: 'app-in-app',
    files: chart(
      'app-in-app',
      `apiVersion: tug.dev/v1alpha1
kind: App
metadata: {name: inner}
spec: {source: {git: {url: "https://git.example/x.git"}}, serviceAccountName: default}
`,
    ),
    told: /has no App act as ServiceAccount default/,
  },
  {
    what: 'an App in another namespace',
    name: 'app-far',
    files: chart(
      'app-far',
      `apiVersion: tug.dev/v1alpha1
kind: App
metadata: {name: inner, namespace: ${victim}}
spec: {source: {git: {url: "https://git.example/x.git"}}}
`,
    ),
    told: /namespace team-a is not allowed by Tenant team-b/,
  },
  {
    what: 'a window that never opens by nonsense',
    name: 'window',
    files: plain('window'),
    spec: { sync: { windows: [{ kind: 'allow', schedule: '99 99 99 99 99', duration: '1h' }] } },
    told: /schedule|cron/,
  },
  {
    what: 'a time zone that there is not',
    name: 'zone',
    files: plain('zone'),
    spec: { sync: { windows: [{ kind: 'allow', schedule: '0 0 * * *', duration: '1h', timeZone: 'Mallory/Land' }] } },
    told: /Mallory\/Land|time zone/,
  },
];
