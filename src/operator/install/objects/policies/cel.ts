/** CEL that several policies share. */
import { operatorUser } from '../../names.ts';

/**
 * Whether a text is what one of these patterns with `*` says. All but the star is taken literally: RE2 quotes what stands between \Q and \E,
 * so a name such as `a.b` or `a+b` has no second meaning. Plain names, which most are, cost no regular expression.
 */
export const matchesAny = (text: string, patterns: string): string =>
  String.raw`${patterns}.exists(p, p == ${text} || (p.contains('*') && ${text}.matches(r'^\Q' + p.replace('*', r'\E.*\Q') + r'\E$')))`;

/** Whoever may do everything is an administrator of the cluster; the binding that makes him one may have any name. */
export const isOperatorOrAdministrator: string = `request.userInfo.username == '${operatorUser}' || authorizer.group('*').resource('*').check('*').allowed()`;

/** What is said of an App must not depend on when: an App that was there before a rule can still be held, finished and deleted. */
export const specIsNew: string = `request.operation == 'CREATE' || object.?spec.orValue({}) != oldObject.?spec.orValue({})`;
