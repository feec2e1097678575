/** An address that is safe to link: http or https, else nothing. Text of an event may hold `javascript:`. */
export const webAddress = (url: string | undefined): string | undefined =>
  url !== undefined && /^https?:\/\//i.test(url) ? url : undefined
