"""Alembic environment of both trees: offline (compiled once to SQL) for the product, online to write a revision."""

from alembic import context

import wsgi


def run(tree: str) -> None:
    metadata = wsgi.metadata(tree)

    def include_name(name, type_, parent_names):
        return type_ != "schema" or name == ("partage" if tree == "shared" else None)

    if context.is_offline_mode():
        context.configure(
            dialect_name="postgresql",
            target_metadata=metadata,
            literal_binds=True,
            transactional_ddl=False,
            output_buffer=context.config.output_buffer,
        )
        context.run_migrations()
        return
    context.configure(
        connection=context.config.attributes["connection"],
        target_metadata=metadata,
        include_schemas=tree == "shared",
        include_name=include_name,
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()
