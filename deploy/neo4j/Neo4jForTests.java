import java.nio.file.Path;
import org.neo4j.dbms.api.DatabaseManagementService;
import org.neo4j.dbms.api.DatabaseManagementServiceBuilder;

/** A Neo4j server in a folder, with the settings of a file. Says "ready" when it takes connections; ends by a signal. */
public final class Neo4jForTests {
  public static void main(String[] args) throws InterruptedException {
    DatabaseManagementService server =
        new DatabaseManagementServiceBuilder(Path.of(args[0])).loadPropertiesFromFile(Path.of(args[1])).build();
    Runtime.getRuntime().addShutdownHook(new Thread(server::shutdown));
    System.out.println("ready");
    Thread.currentThread().join();
  }
}
