/** What every answer says, whether or not an edge in front says more: that it is what it calls itself (Fetch, "X-Content-Type-Options"). */
export const commonHeaders = { 'x-content-type-options': 'nosniff' } as const;
