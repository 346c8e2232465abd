/** What the page needs of the map: order only. What it is made from stays on the server. */
export { type Adjacency, incidence } from "./adjacency";
export { type Layout, type LayoutInput, layOut } from "./layout";
export { layoutInput } from "./layout-input";
export { plural } from "./words";
