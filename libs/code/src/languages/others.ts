import type { Language } from './language.js'

/** Python. */
export const python: Language = {
  name: 'python',
  grammar: 'python',
  endings: ['.py', '.pyi'],
  query: `
(function_definition name: (identifier) @name) @function
(class_definition name: (identifier) @name) @class
(import_statement name: (dotted_name) @module) @import
(import_statement name: (aliased_import name: (dotted_name) @module)) @import
(import_from_statement module_name: [(dotted_name) (relative_import)] @module) @import
(import_from_statement module_name: [(dotted_name) (relative_import)] @module name: (dotted_name) @imported) @import
(import_from_statement module_name: [(dotted_name) (relative_import)] @module name: (aliased_import name: (dotted_name) @imported)) @import
(call function: (identifier) @call)
(call function: (attribute attribute: (identifier) @call))
(class_definition superclasses: (argument_list (identifier) @inherit))
(class_definition superclasses: (argument_list (attribute attribute: (identifier) @inherit)))
`,
}

/** Go. */
export const go: Language = {
  name: 'go',
  grammar: 'go',
  endings: ['.go'],
  query: `
(function_declaration name: (identifier) @name) @function
(method_declaration receiver: (parameter_list (parameter_declaration type: [(type_identifier) @owner (pointer_type (type_identifier) @owner)])) name: (field_identifier) @name) @method
(type_declaration (type_spec name: (type_identifier) @name type: (struct_type))) @class
(type_declaration (type_spec name: (type_identifier) @name type: (interface_type))) @interface
(import_spec path: (interpreted_string_literal) @module) @import
(call_expression function: (identifier) @call)
(call_expression function: (selector_expression field: (field_identifier) @call))
`,
}

/** Java. */
export const java: Language = {
  name: 'java',
  grammar: 'java',
  endings: ['.java'],
  query: `
(class_declaration name: (identifier) @name) @class
(record_declaration name: (identifier) @name) @class
(interface_declaration name: (identifier) @name) @interface
(enum_declaration name: (identifier) @name) @enum
(method_declaration name: (identifier) @name) @method
(constructor_declaration name: (identifier) @name) @method
(import_declaration [(scoped_identifier) (identifier)] @module) @import
(method_invocation name: (identifier) @call)
(object_creation_expression type: (type_identifier) @call)
(superclass (type_identifier) @inherit)
(super_interfaces (type_list (type_identifier) @inherit))
(extends_interfaces (type_list (type_identifier) @inherit))
`,
}

/** C and C++: one grammar reads both. */
export const cpp: Language = {
  name: 'c++',
  grammar: 'cpp',
  endings: ['.c', '.h', '.cc', '.cpp', '.cxx', '.hpp', '.hh', '.hxx', '.inl'],
  query: `
(function_definition declarator: (function_declarator declarator: (identifier) @name)) @function
(function_definition declarator: (pointer_declarator declarator: (function_declarator declarator: (identifier) @name))) @function
(function_definition declarator: (pointer_declarator declarator: (pointer_declarator declarator: (function_declarator declarator: (identifier) @name)))) @function
(function_definition declarator: (reference_declarator (function_declarator declarator: (identifier) @name))) @function
(function_definition declarator: (function_declarator declarator: (field_identifier) @name)) @method
(function_definition declarator: (function_declarator declarator: (qualified_identifier) @name)) @method
(class_specifier name: (type_identifier) @name body: (_)) @class
(struct_specifier name: (type_identifier) @name body: (_)) @class
(enum_specifier name: (type_identifier) @name body: (_)) @enum
(namespace_definition name: (namespace_identifier) @name) @module_definition
(preproc_include path: [(string_literal) (system_lib_string)] @module) @import
(call_expression function: (identifier) @call)
(call_expression function: (field_expression field: (field_identifier) @call))
(call_expression function: (qualified_identifier name: (identifier) @call))
(base_class_clause (type_identifier) @inherit)
`,
}

/** Rust. */
export const rust: Language = {
  name: 'rust',
  grammar: 'rust',
  endings: ['.rs'],
  query: `
(function_item name: (identifier) @name) @function
(struct_item name: (type_identifier) @name) @class
(enum_item name: (type_identifier) @name) @enum
(trait_item name: (type_identifier) @name) @interface
(impl_item type: (type_identifier) @name) @module_definition
(impl_item type: (generic_type type: (type_identifier) @name)) @module_definition
(mod_item name: (identifier) @name body: (_)) @module_definition
(mod_item name: (identifier) @module !body) @import
(use_declaration argument: (_) @module) @import
(call_expression function: (identifier) @call)
(call_expression function: (field_expression field: (field_identifier) @call))
(call_expression function: (scoped_identifier name: (identifier) @call))
(impl_item trait: (type_identifier) @inherit)
`,
}
