export const measured = {};
