export { type Area, type AreasOfChange, areasOf, ROOT_AREA } from './areas.js'
export { drawFrom } from './draw.js'
export { pathsMatching } from './globs.js'
export { linksToEvents, plainMarkdown } from './markdown.js'
