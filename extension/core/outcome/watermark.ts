// What every view of a rehearsal says.
export const rehearsalWatermark = 'rehearsal: scripted model, no dollars';
