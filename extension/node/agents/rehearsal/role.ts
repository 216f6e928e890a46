// The header by which our own programs tell the rehearsal server who asks; never sent to any other endpoint.
export const roleHeader = 'x-dimmer-role';
