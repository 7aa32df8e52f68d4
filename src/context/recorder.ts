/** Recording, for elements. Loaded with the first press on its button. */
export { Recorder, type Recording, type RecordingProblem } from '../audio/recorder.js';
