import ts from 'typescript';
import { anyWithin, decoratorOf, memberOf, methodOf, nameOf } from './syntax.mjs';

const moneyName = /(^|[a-z])(Fen|Yuan|Amount)$|^(fen|yuan|amount)$/;
const roundingCalls = new Set(['Number', 'parseFloat', 'parseInt']);

/** @param {ts.Node | undefined} node */
const isMoney = (node) => moneyName.test(nameOf(node) ?? '');

/**
 * Money that becomes a number: declared, described, stored or converted as one.
 * @param {ts.Node} node
 * @returns {string | undefined} what was found
 */
export function moneyAsNumber(node) {
  return declaredAsNumber(node) ?? describedAsNumber(node) ?? storedAsNumber(node) ?? convertedToNumber(node) ?? summedByTypeorm(node);
}

/** @param {ts.Node} node */
function declaredAsNumber(node) {
  const declares =
    ts.isPropertySignature(node) || ts.isPropertyDeclaration(node) || ts.isParameter(node) || ts.isVariableDeclaration(node) || ts.isGetAccessor(node);
  if (!declares || node.type === undefined || !isMoney(node.name)) return undefined;
  const isNumber = anyWithin(node.type, ({ kind }) => kind === ts.SyntaxKind.NumberKeyword);
  return isNumber ? `${nameOf(node.name)} is declared a number` : undefined;
}

/** @param {ts.Node} node */
function describedAsNumber(node) {
  if (!ts.isPropertyAssignment(node) || !isMoney(node.name)) return undefined;
  const isNumber = anyWithin(node.initializer, (part) => {
    const member = memberOf(part);
    return member?.object !== undefined && ['z', 'coerce'].includes(member.object) && /^(number|int|float)/.test(member.member ?? '');
  });
  return isNumber ? `the schema of ${nameOf(node.name)} takes a number` : undefined;
}

/** @param {ts.Node} node */
function storedAsNumber(node) {
  if (!ts.isPropertyDeclaration(node) || !isMoney(node.name)) return undefined;
  const types = (ts.getDecorators(node) ?? [])
    .filter((decorator) => decoratorOf(decorator) === 'Column' && ts.isCallExpression(decorator.expression))
    .flatMap((decorator) => /** @type {ts.CallExpression} */ (decorator.expression).arguments)
    .flatMap((argument) => /** @type {ts.Node[]} */ (ts.isObjectLiteralExpression(argument) ? [...argument.properties] : [argument]))
    .map((part) => (ts.isPropertyAssignment(part) ? (nameOf(part.name) === 'type' ? nameOf(part.initializer) : undefined) : nameOf(part)));
  const other = types.find((type) => type !== undefined && type !== 'bigint' && type !== 'int8');
  return other === undefined ? undefined : `the column of ${nameOf(node.name)} is ${other}`;
}

/** @param {ts.Node} node */
function convertedToNumber(node) {
  if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.PlusToken && isMoney(node.operand)) {
    return `+${nameOf(node.operand)} rounds`;
  }
  if (!ts.isCallExpression(node) || !roundingCalls.has(nameOf(node.expression) ?? '')) return undefined;
  const money = node.arguments.find(isMoney);
  return money === undefined ? undefined : `${nameOf(node.expression)}(${nameOf(money)}) rounds`;
}

/** @param {ts.Node} node */
function summedByTypeorm(node) {
  const called = methodOf(node);
  const rounds = ['sum', 'average'].includes(called?.member ?? '') && /(manager|repository|repo)$/i.test(called?.object ?? '');
  return rounds ? `${called?.object}.${called?.member}() rounds` : undefined;
}
