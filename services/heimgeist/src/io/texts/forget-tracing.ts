/** Variables by which LangChain and LangGraph are told to send what they see to LangSmith, or to print it. */
const TELLING = /^(LANGSMITH|LANGCHAIN)_/

/** Takes them out of an environment: both libraries read it at each run, and whatever a matter holds would leave with them. */
export const forgetTracing = (environment: NodeJS.ProcessEnv): void => {
  for (const name of Object.keys(environment)) if (TELLING.test(name)) delete environment[name]
}
