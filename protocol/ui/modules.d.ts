// What esbuild lets a page import besides code.

declare module "*.po" {
  const catalogue: Record<string, string>;
  export default catalogue;
}

declare module "*.css";
