/**
 * A lint rule: an object must not be indexed by a name that is computed at run time. `table[name]` finds the inherited properties
 * `constructor` and `__proto__`, and the sender of an object chooses such names. `field` of src/json/json.ts reads only own keys, a Map
 * has no others, and `Object.fromEntries` writes own keys where an assignment to `__proto__` would set the prototype.
 */
import type { Rule } from 'eslint';
import ts from 'typescript';

export const ownKeys: Rule.RuleModule = {
  meta: {
    type: 'problem',
    schema: [],
    messages: {
      look: 'A name that is computed at run time may be the name of an inherited property. Use field(object, name) or a Map.',
      has: '`in` finds inherited properties. Use Object.hasOwn, a Map or a Set.',
      assign: 'Object.assign sets the prototype if a key is __proto__. Use spread.',
    },
  },
  create: (context) => ({
    MemberExpression(node) {
      if (node.computed && isOpen(node.property, context)) context.report({ node, messageId: 'look' });
    },
    Property(node) {
      const reads = node.computed && node.parent.type === 'ObjectPattern';
      if (reads && isOpen(node.key, context)) context.report({ node, messageId: 'look' });
    },
    BinaryExpression(node) {
      const { operator, left } = node;
      const looks = operator === 'in' && left.type !== 'PrivateIdentifier';
      if (looks && isOpen(left, context)) context.report({ node, messageId: 'has' });
    },
    'CallExpression[callee.object.name="Object"][callee.property.name="assign"]'(node: Rule.Node) {
      context.report({ node, messageId: 'assign' });
    },
  }),
};

interface Services {
  readonly program: ts.Program;
  readonly esTreeNodeToTSNodeMap: { get(node: { readonly type: string }): ts.Node };
}

const closed = ts.TypeFlags.NumberLike | ts.TypeFlags.ESSymbolLike | ts.TypeFlags.StringLiteral;

/** Whether the key can be any string: its type is not a number or a union of literals, or it is one only because of a cast. */
function isOpen(key: { readonly type: string }, context: Rule.RuleContext): boolean {
  if (key.type === 'Literal') return false;
  if (key.type === 'TSAsExpression') return true;
  const { program, esTreeNodeToTSNodeMap } = context.sourceCode.parserServices as Services;
  const checker = program.getTypeChecker();
  const type = checker.getTypeAtLocation(esTreeNodeToTSNodeMap.get(key));
  const bound = checker.getBaseConstraintOfType(type) ?? type;
  return (bound.isUnion() ? bound.types : [bound]).some(({ flags }) => (flags & closed) === 0);
}
