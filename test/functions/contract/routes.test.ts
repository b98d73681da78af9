import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { codes, fileErrors, httpServices, Problem, problemSchema, routes } from '#contract';

const all = Object.entries(routes);

describe('the routes of the API', () => {
  it('have unique methods and paths', () => {
    const keys = all.map(([, { method, path }]) => `${method} ${path.replaceAll(/\{\w+\}/g, '{}')}`);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('belong to the functions that handle HTTP requests', () => {
    expect(new Set(all.map(([, { service }]) => service))).toEqual(new Set(httpServices));
  });

  it.each(all)('%s parses exactly the parameters of its path', (_, { path, params }) => {
    const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    expect(Object.keys(params.shape)).toEqual(inPath);
  });

  it.each(all)('%s refuses an unknown query parameter', (_, { query }) => {
    expect(query.safeParse({ surprise: '1' }).success).toBe(false);
  });

  it.each(all.filter(([, { method }]) => method === 'GET'))('%s accepts no body', (_, { body }) => {
    expect(body.safeParse({}).success).toBe(false);
  });

  it('have status 204 if they return no body, except 202', () => {
    for (const [name, { status, answer }] of all)
      expect([name, status === 204]).toEqual([name, answer.safeParse(undefined).success && status !== 202]);
  });

  it('are public only for sign-in, share links and public information', () => {
    const open = all.filter(([, { access }]) => access === 'public').map(([name]) => name);
    expect(open.toSorted()).toEqual([
      'config',
      'downloadShare',
      'forgotPassword',
      'health',
      'healthOfService',
      'jwks',
      'login',
      'openApi',
      'openShare',
      'refresh',
      'register',
      'resetPassword',
      'verify',
    ]);
  });
});

describe('the error codes', () => {
  it.each(Object.entries(codes))('%s has an error status and a readable title', (code, { status, title }) => {
    expect(code).toMatch(/^[a-z]+(_[a-z]+)*$/);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(600);
    expect(title).toMatch(/^[A-Z].*[^.]$/);
  });

  it.each(Object.keys(codes) as (keyof typeof codes)[])('%s becomes a problem as in RFC 9457', (code) => {
    const problem = new Problem(code, { detail: 'more', errors: [{ field: '/a', message: 'b' }] });
    expect(problemSchema.parse(JSON.parse(JSON.stringify(problem.toBody())))).toEqual({
      type: `urn:encrypt5:problem:${code}`,
      title: codes[code].title,
      status: codes[code].status,
      code,
      detail: 'more',
      errors: [{ field: '/a', message: 'b' }],
    });
  });

  it('never reveal their cause', () => {
    const body = new Problem('internal_error', { cause: new Error('password=hunter2') }).toBody();
    expect(JSON.stringify(body)).not.toContain('hunter2');
  });

  it('of files have readable titles', () => {
    const titles = z.record(z.string(), z.object({ title: z.string().regex(/^The .*[^.]$/) }));
    expect(titles.safeParse(fileErrors).success).toBe(true);
  });
});
