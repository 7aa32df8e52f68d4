// For svelte-check, which would take the project's own vite.config.ts for one of Svelte's.
export default {};
