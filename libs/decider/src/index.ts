export { type Area, type AreasOfChange, areasOf, ROOT_AREA } from './areas.js'
