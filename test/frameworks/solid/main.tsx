import { render } from 'solid-js/web';
import { docs, given } from '../shared/docs.js';
import { App } from './App.jsx';
import { Support } from './Support.jsx';

render(() => (docs ? <Support {...given} /> : <App />), document.getElementById('app')!);
