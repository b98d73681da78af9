export const STACK = 'Behaviour';
export const SENDER = 'vault@example.com';
