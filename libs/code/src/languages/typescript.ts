import type { Language } from './language.js'

const SHARED = `
(function_declaration name: (identifier) @name) @function
(generator_function_declaration name: (identifier) @name) @function
(method_definition name: [(property_identifier) (private_property_identifier)] @name) @method
(variable_declarator name: (identifier) @name value: [(arrow_function) (function_expression)]) @function
(import_statement source: (string) @module) @import
(import_statement (import_clause (named_imports (import_specifier name: (identifier) @imported))) source: (string) @module) @import
(export_statement source: (string) @module) @import
(call_expression function: (identifier) @required arguments: (arguments . (string) @module) (#any-of? @required "require" "import")) @import
(call_expression function: (import) arguments: (arguments . (string) @module)) @import
(call_expression function: (identifier) @call)
(call_expression function: (member_expression property: (property_identifier) @call))
(new_expression constructor: (identifier) @call)
`

const TYPED = `
${SHARED}
(class_declaration name: (type_identifier) @name) @class
(abstract_class_declaration name: (type_identifier) @name) @class
(interface_declaration name: (type_identifier) @name) @interface
(type_alias_declaration name: (type_identifier) @name) @type
(enum_declaration name: (identifier) @name) @enum
(internal_module name: (identifier) @name) @module_definition
(public_field_definition name: (property_identifier) @name value: (arrow_function)) @method
(class_heritage (extends_clause value: (identifier) @inherit))
(implements_clause (type_identifier) @inherit)
`

/** TypeScript. */
export const typescript: Language = {
  name: 'typescript',
  grammar: 'typescript',
  endings: ['.ts', '.mts', '.cts'],
  query: TYPED,
}

/** TypeScript with markup. */
export const tsx: Language = { name: 'typescript', grammar: 'tsx', endings: ['.tsx'], query: TYPED }

/** JavaScript. */
export const javascript: Language = {
  name: 'javascript',
  grammar: 'javascript',
  endings: ['.js', '.mjs', '.cjs', '.jsx'],
  query: `
${SHARED}
(class_declaration name: (identifier) @name) @class
(field_definition property: (property_identifier) @name value: (arrow_function)) @method
(class_heritage (identifier) @inherit)
`,
}
