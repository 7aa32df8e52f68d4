/** `?docs` shows the component of docs/frameworks.md in place of the app. */
export const docs = new URLSearchParams(location.search).has('docs');
export const given = { user: { id: 'ada' }, getToken: async () => 'token of ada' };
