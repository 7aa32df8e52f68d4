// Templates are compiled in the browser, so that this needs no build of Angular's own.
import '@angular/compiler';
import { provideZonelessChangeDetection } from '@angular/core';
import { bootstrapApplication } from '@angular/platform-browser';
import { docs } from '../shared/docs.js';
import { App } from './app.component.js';
import { Support } from './support.component.js';

if (docs) document.querySelector('app-root')!.replaceWith(document.createElement('app-support'));
void bootstrapApplication(docs ? Support : App, { providers: [provideZonelessChangeDetection()] });
