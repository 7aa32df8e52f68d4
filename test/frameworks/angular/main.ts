// Templates are compiled in the browser, so that this needs no build of Angular's own.
import '@angular/compiler';
import { provideZonelessChangeDetection } from '@angular/core';
import { bootstrapApplication } from '@angular/platform-browser';
import { App } from './app.component.js';

void bootstrapApplication(App, { providers: [provideZonelessChangeDetection()] });
