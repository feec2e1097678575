/** Logarithm of one more than the value: counts as the models see them. Below 0 counts as 0. */
export const log = (value: number): number => Math.log1p(Math.max(0, value))
