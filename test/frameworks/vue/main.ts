import { createApp } from 'vue';
import { docs, given } from '../shared/docs.js';
import App from './App.vue';
import Support from './Support.vue';

(docs ? createApp(Support, given) : createApp(App)).mount('#app');
