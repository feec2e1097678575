export {
  type AgentAction,
  type AgentDefinition,
  type AgentTrigger,
  type Condition,
  TRIGGER_TYPES,
} from './definition.js'
export { matchTrigger, type TriggerEvent } from './match-trigger.js'
export { type AgentEntry, type AgentsFile, readAgentsFile } from './read-file.js'
export { type DefinitionProblem, readDefinition, type DefinitionReading } from './read-definition.js'
