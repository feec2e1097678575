export const pictureOf = () => ''
