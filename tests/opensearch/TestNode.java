import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.opensearch.Version;
import org.opensearch.analysis.common.CommonAnalysisModulePlugin;
import org.opensearch.common.settings.Settings;
import org.opensearch.env.Environment;
import org.opensearch.node.InternalSettingsPreparer;
import org.opensearch.node.Node;
import org.opensearch.painless.PainlessModulePlugin;
import org.opensearch.plugins.Plugin;
import org.opensearch.plugins.PluginInfo;
import org.opensearch.transport.Netty4ModulePlugin;

/** One node of a cluster for tests. Arguments: the home folder, then settings as NAME=VALUE. */
final class TestNode extends Node {
  private TestNode(Environment environment, Collection<PluginInfo> plugins) {
    super(environment, plugins, false);
  }

  private static PluginInfo info(Class<? extends Plugin> plugin) {
    return new PluginInfo(
        plugin.getName(), "", "", Version.CURRENT, "", plugin.getName(), null, List.of(), false);
  }

  public static void main(String[] arguments) throws Exception {
    Settings.Builder settings = Settings.builder().put("path.home", arguments[0]);
    for (int at = 1; at < arguments.length; at++) {
      String[] pair = arguments[at].split("=", 2);
      settings.put(pair[0], pair[1]);
    }
    Map<String, String> none = new HashMap<>();
    Environment environment =
        InternalSettingsPreparer.prepareEnvironment(
            settings.build(), none, Path.of(arguments[0], "config"), () -> "test");
    Collection<PluginInfo> plugins = new ArrayList<>();
    plugins.add(info(Netty4ModulePlugin.class));
    plugins.add(info(PainlessModulePlugin.class));
    plugins.add(info(CommonAnalysisModulePlugin.class));
    TestNode node = new TestNode(environment, plugins);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> {
      try {
        node.close();
      } catch (Exception error) {
        error.printStackTrace();
      }
    }));
    node.start();
    System.out.println("started");
    new CountDownLatch(1).await();
  }
}
