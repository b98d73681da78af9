/** Cache keys of the API's answers. */
export const configKey = ['config'] as const;
export const operationsKey = ['operations'] as const;
export const accountKeys = { me: ['me'], keys: ['keys'], sessions: ['sessions'], users: ['users'] } as const;
export const fileKeys = {
  list: ['files'],
  one: (id: string) => ['file', id],
  shares: (id: string) => ['file', id, 'shares'],
  history: (id: string, state: string) => ['file', id, 'history', state],
} as const;
