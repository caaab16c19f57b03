/** Words of the application's frame that are there from the first picture on; the others come with their parts. */
export const strings = {
  app: 'Brownout',
  palette: 'Palette',
  cascade: 'Cascade',
  dropHere: 'Drop a diagram, a docker-compose file or an Aspire manifest to open it',
  crashed: 'Something in this page broke.',
  crashedHint: 'Your diagram is safe. Going on shows the page anew, with the diagram as it is.',
  crashedGoOn: 'Go on',
  crashedSave: 'Save the diagram as a file',
};
