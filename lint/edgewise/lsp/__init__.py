"""The language server: what ``check`` finds, in an editor. It needs the extra ``lsp``."""
