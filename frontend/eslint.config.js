import { defineConfig } from "eslint/config";
import lit from "eslint-plugin-lit";
import litA11y from "eslint-plugin-lit-a11y";
import typescript from "typescript-eslint";

export default defineConfig(
  { ignores: ["node_modules", "*.js", "*.ts"] },
  typescript.configs.strictTypeChecked,
  { languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } } },
  lit.configs["flat/recommended"],
  { plugins: { "lit-a11y": litA11y }, rules: litA11y.configs.recommended.rules },
  { rules: { "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }] } },
);
