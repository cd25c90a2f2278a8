import ts from 'typescript';

/**
 * The last name of an expression, however it is written: `a.b`, `a['b']`, `a?.b`, `(a.b)!`, `b`, `a.b as B` are all `b`.
 * @param {ts.Node | undefined} node
 * @returns {string | undefined}
 */
export function nameOf(node) {
  if (node === undefined) return undefined;
  if (ts.isIdentifier(node) || ts.isPrivateIdentifier(node) || ts.isStringLiteralLike(node)) return node.text;
  if (ts.isPropertyAccessExpression(node)) return nameOf(node.name);
  if (ts.isElementAccessExpression(node)) return nameOf(node.argumentExpression);
  if (ts.isParenthesizedExpression(node) || ts.isNonNullExpression(node) || ts.isAsExpression(node)) return nameOf(node.expression);
  return undefined;
}

/**
 * The two names of a member, `object.member`, also where it is taken apart: `const { member } = object`.
 * @param {ts.Node} node
 * @returns {{ object: string | undefined, member: string | undefined } | undefined}
 */
export function memberOf(node) {
  if (ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node)) {
    return { object: nameOf(node.expression), member: nameOf(node) };
  }
  if (!ts.isBindingElement(node) || !ts.isObjectBindingPattern(node.parent)) return undefined;
  const declared = node.parent.parent;
  if (!ts.isVariableDeclaration(declared) || declared.initializer === undefined) return undefined;
  return { object: nameOf(declared.initializer), member: nameOf(node.propertyName ?? node.name) };
}

/**
 * The method that a call calls, `object.method(...)`.
 * @param {ts.Node} node
 */
export const methodOf = (node) => (ts.isCallExpression(node) ? memberOf(node.expression) : undefined);

/**
 * The name under which a file imports something, as its module calls it.
 * @param {ts.Node} node
 */
export const importedAs = (node) => (ts.isImportSpecifier(node) ? nameOf(node.propertyName ?? node.name) : undefined);

/** @param {ts.Node} node */
export function decoratorOf(node) {
  if (!ts.isDecorator(node)) return undefined;
  return nameOf(ts.isCallExpression(node.expression) ? node.expression.expression : node.expression);
}

/**
 * Text that stands in the source: strings, templates and what stands between a template's holes. `first` is false for
 * what follows a hole.
 * @param {ts.Node} node
 * @returns {{ text: string, first: boolean } | undefined}
 */
export function textOf(node) {
  if (ts.isStringLiteralLike(node)) return { text: node.text, first: true };
  if (ts.isTemplateHead(node)) return { text: node.text, first: true };
  return ts.isTemplateMiddle(node) || ts.isTemplateTail(node) ? { text: node.text, first: false } : undefined;
}

/**
 * @param {ts.Node} node
 * @param {(node: ts.Node) => boolean} asks
 * @returns {boolean} whether the node or anything in it answers yes
 */
export const anyWithin = (node, asks) => asks(node) || ts.forEachChild(node, (child) => anyWithin(child, asks) || undefined) === true;
