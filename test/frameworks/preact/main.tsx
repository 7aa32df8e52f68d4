import { render } from 'preact';
import { App } from '../shared/App.js';
import { docs, given } from '../shared/docs.js';
import { Support } from '../shared/Support.js';

render(docs ? <Support {...given} /> : <App />, document.getElementById('app')!);
