/**
 * What the demo's pages may do, as a careful site would have it. A page with the widget needs no more than this: its own scripts, its own
 * backend, and Lit's one Trusted Types policy. test/e2e fails on a violation.
 */
export const POLICY = {
  'default-src': ["'none'"],
  'script-src': ["'self'"],
  'style-src': ["'self'"],
  'font-src': ["'self'"],
  'img-src': ["'self'", 'blob:', 'data:'],
  'media-src': ["'self'", 'blob:'],
  'connect-src': ["'self'"],
  // The gallery shows its states in frames.
  'frame-src': ["'self'"],
  'frame-ancestors': ["'self'"],
  'base-uri': ["'none'"],
  'form-action': ["'none'"],
  'require-trusted-types-for': ["'script'"],
  'trusted-types': ['lit-html'],
};

/** The headers of a page that may do a little more, by directive: the playground connects to servers on other ports. */
export const headersFor = (more = {}) => ({
  'content-security-policy': Object.entries(POLICY).map(([name, values]) => `${name} ${[...values, ...(more[name] ?? [])].join(' ')}`).join('; '),
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(self)',
});

export const HEADERS = headersFor();
