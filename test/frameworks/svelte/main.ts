import { mount } from 'svelte';
import { docs, given } from '../shared/docs.js';
import App from './App.svelte';
import Support from './Support.svelte';

const target = document.getElementById('app')!;
if (docs) mount(Support, { target, props: given });
else mount(App, { target });
